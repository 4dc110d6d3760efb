import { configureGlobal } from "fast-check";

/**
 * Property tests draw the same cases in every run, so that a red build is red again on the next machine.
 * FAST_CHECK_SEED=… explores others.
 */
configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_121) });
