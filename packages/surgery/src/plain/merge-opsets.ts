import { AppError } from '@lamina/errors';
import type { LocalFunction, OpsetImport } from '@lamina/onnx';

/**
 * The version of the standard operator set from which older calls of each operator have another meaning, or none (onnx Changelog.md,
 * versions 13 to 24). Versions that only add types or optional inputs are left out.
 */
const CHANGED_IN: Readonly<Record<string, number>> = {
  BatchNormalization: 14,
  GroupNormalization: 21,
  GridSample: 20,
  ReduceL1: 18,
  ReduceL2: 18,
  ReduceLogSum: 18,
  ReduceLogSumExp: 18,
  ReduceMax: 18,
  ReduceMean: 18,
  ReduceMin: 18,
  ReduceProd: 18,
  ReduceSumSquare: 18,
  Split: 18,
};

/**
 * The operator sets of a model that takes in the nodes of its functions. A function may be written for an older version of an operator set than
 * the model names, if its operators have the same meaning in both versions.
 *
 * @throws AppError MODEL_UNSUPPORTED, naming the function and both versions, where they have not.
 */
export function mergeOpsets(opsets: readonly OpsetImport[], functions: readonly LocalFunction[]): readonly OpsetImport[] {
  const merged = new Map(opsets.map(({ domain, version }) => [domain, version]));
  for (const local of functions) {
    for (const { domain, version } of local.opsets) {
      const stated = merged.get(domain);
      if (stated === undefined) merged.set(domain, version);
      else if (stated !== version && isUsed(local, domain)) checkVersions(local, domain, version, stated);
    }
  }
  return [...merged].map(([domain, version]) => ({ domain, version }));
}

function isUsed(local: LocalFunction, domain: string): boolean {
  return local.nodes.some((node) => node.domain === domain);
}

function checkVersions(local: LocalFunction, domain: string, from: number, to: number): void {
  const changed = local.nodes.find(({ opType }) => {
    const version = CHANGED_IN[opType];
    return version !== undefined && from < version && version <= to;
  });
  if (domain === '' && from < to && from >= 13 && !changed) return;
  const reason = changed ? `, between which ${changed.opType} changed` : '';
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `function ${local.domain}::${local.name} is written for version ${from} of operator set "${domain || 'ai.onnx'}" and the model for version ${to}${reason}; convert it (onnx.version_converter) or export it with functions inlined`,
    { details: { nodes: local.nodes.slice(0, 8).map(({ name, opType }) => name || opType) } },
  );
}
