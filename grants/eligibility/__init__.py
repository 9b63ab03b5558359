"""Whether one can apply: the rules of a call as questions that anybody can answer."""
