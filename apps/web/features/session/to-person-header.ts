/** The signed-in person, according to the provider. */
export interface Person {
  readonly name: string;
  /** A stable and unique identifier. */
  readonly subject: string;
}

/**
 * The header that tells the API which person the page acts for. The API shows this name publicly on the person's jobs and imports, so an e-mail
 * address is never used as a name.
 */
export function toPersonHeader({ name, subject }: Person): Readonly<Record<string, string>> {
  const words = name === subject || name.includes('@') ? subject : `${name} (${subject})`;
  return { 'lamina-on-behalf-of': encodeURIComponent(words) };
}
