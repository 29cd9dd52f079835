/** The fields of an input that are given; a job has its own values for those that are null or left out. */
export function leaveOutNulls<Input extends object>(input: Input): { readonly [Key in keyof Input]?: NonNullable<Input[Key]> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as Input;
}
