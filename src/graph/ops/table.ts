import type { NoAttributes, Op } from "../op.ts";
import { add } from "./add.ts";
import type { BroadcastAttributes } from "./broadcast.ts";
import { broadcast } from "./broadcast.ts";
import type { ConcatAttributes } from "./concat.ts";
import { concat } from "./concat.ts";
import type { ConstantAttributes } from "./constant.ts";
import { constant } from "./constant.ts";
import type { Conv2dAttributes } from "./conv2d.ts";
import { conv2d } from "./conv2d.ts";
import { equal } from "./equal.ts";
import type { GatherAttributes } from "./gather.ts";
import { gather } from "./gather.ts";
import type { InputAttributes } from "./input.ts";
import { input } from "./input.ts";
import { lessEqual } from "./less-equal.ts";
import { less } from "./less.ts";
import type { LutAttributes } from "./lut.ts";
import { lut } from "./lut.ts";
import type { MatmulAttributes } from "./matmul.ts";
import { matmul } from "./matmul.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { mulEncrypted } from "./mul-encrypted.ts";
import type { MulAttributes } from "./mul.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import type { PadAttributes } from "./pad.ts";
import { pad } from "./pad.ts";
import type { ReshapeAttributes } from "./reshape.ts";
import { reshape } from "./reshape.ts";
import type { RoundAttributes } from "./round.ts";
import { round } from "./round.ts";
import type { SliceAttributes } from "./slice.ts";
import { slice } from "./slice.ts";
import { sub } from "./sub.ts";
import type { SumAttributes } from "./sum.ts";
import { sum } from "./sum.ts";
import type { TransposeAttributes } from "./transpose.ts";
import { transpose } from "./transpose.ts";

/** The attributes of each op; its keys are the op names. */
export interface AttributesOf {
  readonly input: InputAttributes;
  readonly constant: ConstantAttributes;
  readonly add: NoAttributes;
  readonly sub: NoAttributes;
  readonly neg: NoAttributes;
  readonly mul: MulAttributes;
  readonly matmul: MatmulAttributes;
  readonly conv2d: Conv2dAttributes;
  readonly sum: SumAttributes;
  readonly reshape: ReshapeAttributes;
  readonly transpose: TransposeAttributes;
  readonly slice: SliceAttributes;
  readonly concat: ConcatAttributes;
  readonly gather: GatherAttributes;
  readonly pad: PadAttributes;
  readonly broadcast: BroadcastAttributes;
  readonly lut: LutAttributes;
  readonly round: RoundAttributes;
  readonly mulEncrypted: NoAttributes;
  readonly max: NoAttributes;
  readonly min: NoAttributes;
  readonly equal: NoAttributes;
  readonly less: NoAttributes;
  readonly lessEqual: NoAttributes;
}

/** Name of an op. Interpreters are tables `satisfies Record<OpName, ...>`: a gap does not compile. */
export type OpName = keyof AttributesOf;

/** The op table: one entry an op, all rules of the op in its file. */
export const ops: { readonly [N in OpName]: Op<AttributesOf[N]> } = {
  input,
  constant,
  add,
  sub,
  neg,
  mul,
  matmul,
  conv2d,
  sum,
  reshape,
  transpose,
  slice,
  concat,
  gather,
  pad,
  broadcast,
  lut,
  round,
  mulEncrypted,
  max,
  min,
  equal,
  less,
  lessEqual,
};

/** All op names, in the order of the table. */
export const opNames: readonly OpName[] = Object.keys(ops) as OpName[];
