/** What elementwise ops of two values compute, on plain numbers. */
export const binaryFunctions = {
  add: (x: number, y: number): number => x + y,
  sub: (x: number, y: number): number => x - y,
  mulEncrypted: (x: number, y: number): number => x * y + 0,
  max: (x: number, y: number): number => Math.max(x, y),
  min: (x: number, y: number): number => Math.min(x, y),
  equal: (x: number, y: number): number => (x === y ? 1 : 0),
  less: (x: number, y: number): number => (x < y ? 1 : 0),
  lessEqual: (x: number, y: number): number => (x <= y ? 1 : 0),
};
