// Everything the engine calls. No state: all parameters are arguments, all data lies in the memory.
export { blindRotate } from "./blind-rotate";
export { centredDigits, prepareDigits } from "./centred-digits";
export { chacha20 } from "./chacha20";
export { runTape } from "./diagrams";
export { balancedDigits, keyswitchDigits, offsetDigits } from "./digits";
export { addProduct } from "./external-product";
export { automorphism, copyBody, rotateInto, sampleExtract, startAccumulators, subtract } from "./glwe";
export { binaryDot, keyswitch32, keyswitch64, scatterRow } from "./keyswitch";
export { modulusSwitch32, modulusSwitch64 } from "./modulus-switch";
export { addBinaryProduct, loadBinary, loadMatrix } from "./transform";
export { expandKeyswitchRows, expandRows, makeBootstrapBodies, makeKeyswitchBodies } from "./keys";
