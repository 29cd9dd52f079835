import type { Node } from '@lamina/onnx';

/** The input of a sum beside one that is known. @throws Error where the node reads nothing else. */
export function getOtherInput({ name, opType, inputs }: Node, known: string): string {
  const other = inputs.find((input) => input !== known);
  if (other === undefined) throw new Error(`node ${name} (${opType}) reads nothing but ${known}`);
  return other;
}
