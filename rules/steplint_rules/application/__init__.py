"""Use of the SDK: how functions are defined, registered and limited."""
