import type { Shape } from "../../core/index.ts";
import { InternalError } from "../../core/index.ts";
import { integer, integers, text } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";

/** An encrypted input: what the caller promises about it. */
export interface InputAttributes {
  readonly name: string;
  readonly shape: Shape;
  readonly min: number;
  readonly max: number;
}

/** A value the client encrypts. Its range is a promise that evaluation and encryption check. */
export const input: Op<InputAttributes> = defineOp<InputAttributes>({
  name: "input",
  kind: "source",
  arity: 0,
  attributes: { name: text, shape: integers, min: integer, max: integer },
  shape: ({ attributes }) => attributes.shape,
  range: ({ attributes }) => ({ min: attributes.min, max: attributes.max }),
  clear: ({ where }) => {
    throw new InternalError({
      where,
      problem: "an input has no evaluation of its own",
      allowed: "interpreters that are given its value",
      remedy: "report this",
    });
  },
  print: (_, { name }) => `input(${JSON.stringify(name)})`,
});
