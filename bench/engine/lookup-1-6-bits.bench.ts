import { suite } from "../lib/suite.ts";
import { lookupByBits } from "./lookup-by-bits.ts";

export default suite("Keyswitch + bootstrap by precision, time per ciphertext, 1 thread", ({ quick }) =>
  lookupByBits(quick ? [2, 4, 6] : [1, 2, 3, 4, 5, 6], 64),
);
