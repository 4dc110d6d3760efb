/** The greatest number of which all values are whole multiples; for dyadic values too. 0 for none. */
export function commonDivisor(values: Iterable<number>): number {
  let divisor = 0;
  for (const value of values) {
    let [a, b] = [divisor, Math.abs(value)];
    // The remainder of dyadic numbers is exact, and dyadic again.
    while (b !== 0) [a, b] = [b, a % b];
    divisor = a;
  }
  return divisor;
}

/**
 * The unit of a multi-value rotation: the greatest common divisor of all steps a table takes, the one into its
 * negative half included.
 */
export function commonDifference(tables: readonly (readonly number[])[]): number {
  return commonDivisor(
    tables.flatMap((table) => [
      table[0] + table[table.length - 1],
      ...table.slice(1).map((value, i) => value - table[i]),
    ]),
  );
}
