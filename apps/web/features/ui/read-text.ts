/** The text of a field of a form, without spaces around it. @throws Error for a form without such a field of text. */
export function readText(data: FormData, name: string): string {
  const value = data.get(name);
  if (typeof value !== 'string') throw new Error(`the form has no field of text "${name}"`);
  return value.trim();
}
