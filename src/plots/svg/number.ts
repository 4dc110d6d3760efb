/** A number for people: six significant digits at most, a true minus sign. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "\u2212");
}

/** As {@link formatNumber}, with a plus sign: for what is added. */
export function formatSigned(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
