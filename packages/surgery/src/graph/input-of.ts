import type { Node } from '@lamina/onnx';

/** The name of an input of a node. It is empty if the input is left out: onnx.proto lets a node leave out any optional input, and those at the end without a name. */
export function inputOf({ inputs }: Pick<Node, 'inputs'>, place: number): string {
  // An absent name and an empty one say the same.
  return inputs[place] ?? '';
}

/** The same of an output. */
export function outputOf({ outputs }: Pick<Node, 'outputs'>, place: number): string {
  // As above.
  return outputs[place] ?? '';
}

/** The input of a sum beside another. @throws Error where the node reads nothing else. */
export function getOtherInput({ name: node, opType, inputs }: Node, input: string): string {
  const other = inputs.find((name) => name !== input);
  if (other === undefined) throw new Error(`node ${node} (${opType}) reads nothing but ${input}`);
  return other;
}
