import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PrunePlan } from '@lamina/plans';
import { precisionOf } from '../model/facts/model-facts.ts';
import { digestGraph } from '../model/files/graph-bytes.ts';
import type { ModelSource } from '../model/locate/model-source.ts';
import type { OpenedModel } from '../model/open/open-model.ts';

const TORCH_TYPES: ReadonlyMap<string, string> = new Map([
  ['fp32', 'float32'],
  ['fp16', 'float16'],
  ['bf16', 'bfloat16'],
]);

/** What a plan states about the model that was pruned. */
export function describeParent({ source, mapped }: OpenedModel): PrunePlan['parent'] {
  const { torch_dtype, dtype = torch_dtype } = source.config;
  const reference = findReference(source);
  const stated = typeof dtype === 'string' ? dtype : null;
  const stored = TORCH_TYPES.get(precisionOf(mapped.model.graph)) ?? null;
  // Without original weights elsewhere, the plan is about these weights. If they were rounded to 16 bits, they are not float32, whatever config.json says.
  const isRounded = reference === null && stated === 'float32' && stored !== null;
  return {
    name: source.name,
    graphSha256: digestGraph(mapped.model, realpathSync(source.path)),
    reference,
    dtype: isRounded ? stored : (stated ?? stored),
    location: describeLocation(source),
  };
}

/** The place of the original weights: the name in config.json, unless it is a folder of another machine; or else the repository of the model. */
function findReference({ name, config }: OpenedModel['source']): string | null {
  const { _name_or_path: stated } = config;
  if (typeof stated === 'string' && /^[\w-][^\\/]*(\/[^\\/]+)?$/.test(stated)) return stated;
  return name.includes('/') ? name : null;
}

/** A reference that opens the same model from anywhere on this machine. */
function describeLocation({ format, folder, path }: ModelSource): string {
  if (format !== 'safetensors') return resolve(path);
  // A folder that also holds ONNX is read as ONNX, unless the other form is named.
  return `${resolve(folder)}:safetensors`;
}
