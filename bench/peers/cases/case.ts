import type { DataChoice } from "../../lib/data.ts";
import type { ScoreName } from "../../lib/scores.ts";
import type { Phase } from "../protocol.ts";

/** What the project asks of a case beside the peer. */
export interface Asked {
  /** Times faster than the peer. */
  readonly faster: Readonly<Partial<Record<Phase, number>>>;
  readonly keygenMs: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly evaluationKeyBytes?: number;
  readonly simulatedRowsPerSecond?: number;
}

/** One model on one data set, described once and sent to both sides. */
export interface ModelCase {
  /** Unique within a suite; what the table shows. */
  readonly id: string;
  readonly data: DataChoice;
  /** Class name, the same in both libraries. */
  readonly model: string;
  /** Options by scikit-learn's names and values; our side reads them in camelCase. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Options only the peer has, such as `dual`: how it solves the same problem. */
  readonly peerParams?: Readonly<Record<string, unknown>>;
  readonly nBits: number;
  readonly score: ScoreName;
  /** Failure probability of one table lookup or output. Default 2^-40. */
  readonly pError?: number;
  /** Repetitions of each phase in one round; fewer where a run takes seconds. Default 5. */
  readonly repeats?: number;
  /** Rounds at most, where a run of the peer takes long; as many rows are checked. */
  readonly rounds?: number;
  /** Default: what is asked of linear models. */
  readonly asked?: Asked;
  /** Only `fit` is compared: nothing is compiled or encrypted. */
  readonly fitOnly?: boolean;
  /** Case of `test/fixtures/linear` with scikit-learn's own result on these rows with these options. */
  readonly fixture?: string;
}
