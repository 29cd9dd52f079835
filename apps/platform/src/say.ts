/** Prints a line of the platform itself. Its parts write to their logs. */
export function say(line: string): void {
  process.stdout.write(`lamina: ${line}\n`);
}
