import type { Attribute, LocalFunction, Node, OpsetImport } from './model.ts';
import { readAttribute, readNode } from './read-graph.ts';
import { readOpset } from './read-opset.ts';
import type { WireReader } from './wire-reader.ts';

/** Reads one FunctionProto (onnx.proto, IR version 8; overloads from 10). */
export function readFunction(reader: WireReader): LocalFunction {
  const start = reader.position;
  const encoded = reader.bytes();
  reader.position = start;
  return { ...reader.message(() => readFields(reader)), encoded };
}

function readFields(reader: WireReader): Omit<LocalFunction, 'encoded'> {
  let name = '';
  let domain = '';
  let overload = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: string[] = [];
  const defaults: Attribute[] = [];
  const nodes: Node[] = [];
  const opsets: OpsetImport[] = [];
  reader.fields((field, wire) => {
    if (field === 1) name = reader.string();
    else if (field === 4) inputs.push(reader.string());
    else if (field === 5) outputs.push(reader.string());
    else if (field === 6) attributes.push(reader.string());
    else if (field === 7) nodes.push(reader.message(() => readNode(reader, 0)));
    else if (field === 9) opsets.push(reader.message(() => readOpset(reader)));
    else if (field === 10) domain = reader.string();
    else if (field === 11) defaults.push(readAttribute(reader, 0));
    else if (field === 13) overload = reader.string();
    else reader.skip(wire);
  });
  return { name, domain, overload, inputs, outputs, attributes, defaults, nodes, opsets };
}
