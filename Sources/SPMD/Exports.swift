// A program that imports SPMD has all it needs: the options of its command line and the calls of MPI.
@_exported public import ArgumentParser
@_exported public import MPI
