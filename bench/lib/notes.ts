/** Progress and remarks go to stderr: stdout carries only the table or the JSON. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Replaces the current line on a terminal; says nothing elsewhere. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
