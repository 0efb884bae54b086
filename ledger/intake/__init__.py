"""Reading what people send: files of every shape, understood or refused, never guessed at."""
