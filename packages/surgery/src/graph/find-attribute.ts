import { AppError } from '@lamina/errors';
import type { AttributeValue, Node } from '@lamina/onnx';

export function findAttribute({ attributes }: Pick<Node, 'attributes'>, name: string): AttributeValue | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** An integer attribute; undefined where the node has none of that name. */
export function findInteger(node: Pick<Node, 'attributes'>, name: string): number | undefined {
  const value = findAttribute(node, name);
  return value?.kind === 'int' ? value.value : undefined;
}

/** An integer attribute that the operator requires. @throws AppError MODEL_MALFORMED where the node has none of that name. */
export function getInteger(node: Node, name: string): number {
  const value = findInteger(node, name);
  if (value !== undefined) return value;
  throw new AppError('MODEL_MALFORMED', `node ${node.name} (${node.opType}) has no integer attribute ${name}; export the model again`);
}
