/** T1: the round trip that repetitions begin with, ms (RFC 3261, 17.1.1.1). */
export const t1Ms = 500;
/** T2: the longest interval between two repetitions, ms. */
export const t2Ms = 4000;
/** Timers F, H and J: after this, ms, a transaction is over. */
export const transactionMs = 64 * t1Ms;
