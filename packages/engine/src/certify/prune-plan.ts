import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '@lamina/errors';
import { type PrunePlan, parsePrunePlan } from '@lamina/plans';
import { precisionOf } from '../model/facts/model-facts.ts';
import type { ModelSource } from '../model/locate/model-source.ts';
import { digestGraph } from '../model/open/digest-model.ts';
import type { OpenedModel } from '../model/open/open-model.ts';

export const PLAN_FILE = 'prune-plan.json';

/** Reads the plan in a file, or in the folder of a pruned model. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE. */
export function readPrunePlan(path: string): PrunePlan {
  const file = path.endsWith('.json') ? path : join(path, PLAN_FILE);
  return parsePrunePlan(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `no plan at ${file}; name the folder of a pruned model, or its ${PLAN_FILE}`, { cause });
  }
}

const TORCH_TYPES: ReadonlyMap<string, string> = new Map([
  ['fp32', 'float32'],
  ['fp16', 'float16'],
  ['bf16', 'bfloat16'],
]);

/** What a plan states about the model that was pruned. */
export function describeParent(opened: OpenedModel): PrunePlan['parent'] {
  const { source, mapped } = opened;
  const { torch_dtype, dtype = torch_dtype } = source.config;
  const reference = findReference(source);
  const stated = typeof dtype === 'string' ? dtype : null;
  const stored = TORCH_TYPES.get(precisionOf(mapped.model.graph)) ?? null;
  // Without original weights elsewhere, the plan is about these weights. If they were rounded to 16 bits, they are not float32, whatever config.json says.
  const isRounded = reference === null && stated === 'float32' && stored !== null;
  return {
    name: source.name,
    graphSha256: digestGraph(opened),
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
