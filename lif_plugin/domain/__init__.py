"""Values and pure rules of the field; standard library only; time and ids come in as arguments."""
