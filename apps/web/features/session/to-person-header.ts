/** Who signed in, as the provider says. */
export interface Person {
  readonly name: string;
  /** Never changes and never means anybody else. */
  readonly subject: string;
}

/**
 * Tells the API whom the page acts for. What it keeps of it is public beside the jobs and imports of that person, so an address never stands
 * for a name.
 */
export function toPersonHeader({ name, subject }: Person): Readonly<Record<string, string>> {
  const words = name === subject || name.includes('@') ? subject : `${name} (${subject})`;
  return { 'lamina-on-behalf-of': encodeURIComponent(words) };
}
