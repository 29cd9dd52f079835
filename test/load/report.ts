/** Prints a result as `ok` or `FAIL`, and gives it back. */
export function check(isGood: boolean, words: string): boolean {
  say(`${isGood ? 'ok  ' : 'FAIL'} ${words}`);
  return isGood;
}

/** Prints a line. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
