import { suite } from "../lib/suite.ts";
import { lookupByBits } from "./lookup-by-bits.ts";

// One after the other in memory: 2.3 GB of bootstrapping key at 8 bits. `--quick` leaves 8 out.
export default suite("Keyswitch (mod 2^32) + bootstrap at 7 and 8 bits, 1 thread", ({ quick }) =>
  lookupByBits(quick ? [7] : [7, 8], 32),
);
