// The calls whose instructions are counted, in C, on one rank: each `repetitions` times, asking for the status where the
// Swift call gives it. They return whether all went well.
#ifndef LOOPS_H
#define LOOPS_H

_Bool ctwin_send_receive(double *values, double *received, int count, int repetitions);
_Bool ctwin_start_wait(double *values, double *received, int count, int repetitions);
_Bool ctwin_persistent(double *values, double *received, int count, int repetitions);
_Bool ctwin_put_flush(double *values, int count, int repetitions);
_Bool ctwin_reduce(double *values, double *received, int count, int repetitions);

#endif
