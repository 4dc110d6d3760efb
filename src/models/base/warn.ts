/** Tells the user about a result that is usable but not what was asked for. */
export function warn(where: string, problem: string, remedy: string): void {
  console.warn(`${where}: ${problem}. To fix it: ${remedy}.`);
}
