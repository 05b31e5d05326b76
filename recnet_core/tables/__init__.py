"""Tables of numbers of a person's own: from files and pasted text, or made by builders."""
