import { type BlockNumbers, listParts, type PackedPart, type PartShape } from '@lamina/checkpoints';
import type { Tensor } from '@lamina/onnx';
import type { PackedNumbers, PackedWeight, StoredForm } from '@lamina/surgery';
import { type CodedWeights, DECODED_FILE } from './coded-weights.ts';
import { PACKED_FILE, type PackedFile, type PackedMatrixPlace } from './packed-file.ts';

/** Where a weight of a graph lies in the packed file; undefined for weights that do not lie in the decoded file. */
export function findStoredForm(weights: CodedWeights, { places }: PackedFile, weight: Tensor): StoredForm | undefined {
  const { data, dims } = weight;
  if (data.kind !== 'external' || data.location !== DECODED_FILE) return undefined;
  const { name, place } = weights.find(data.offset);
  const found = places.get(name);
  if (found === undefined) throw new Error(`the packed file has no ${name}`);
  const start = data.offset - place.offset;
  if ('offset' in found) return { tensor: { ...weight, data: { ...data, location: PACKED_FILE, offset: found.offset + start } } };
  const elements = dims.reduce((product, extent) => product * extent, 1);
  const firstRow = start / Float32Array.BYTES_PER_ELEMENT / found.columns;
  return { packed: describe(weight.name, found, { firstRow, rows: elements / found.columns }) };
}

interface Rows {
  readonly firstRow: number;
  readonly rows: number;
}

function describe(name: string, place: PackedMatrixPlace, { firstRow, rows }: Rows): PackedWeight {
  const { form, columns, offsets } = place;
  const shapes = new Map(listParts(form, columns).map((shape) => [shape.part, shape]));
  const tensor = (part: PackedPart): Tensor => {
    const [shape, offset] = [shapes.get(part), offsets[part]];
    if (shape === undefined || offset === undefined) throw new Error(`${name} has no ${part}`);
    return locate(`${name}#${part} ${firstRow}`, shape, { offset: offset + firstRow * shape.rowBytes, rows });
  };
  const numbers = (values: PackedPart, factors: PackedPart, { per }: BlockNumbers): PackedNumbers => {
    return { values: tensor(values), factors: per === 0 ? null : tensor(factors), per };
  };
  const codes = tensor('codes');
  return {
    rows,
    columns,
    block: form.block,
    codes,
    scales: numbers('scales', 'scaleFactors', form.scales),
    shift: form.shift,
    zeros: form.zeros === null ? null : tensor('zeros'),
    minimums: form.minimums === null ? null : numbers('minimums', 'minimumFactors', form.minimums),
    order: form.order,
    slice: (first, some) => describe(name, place, { firstRow: firstRow + first, rows: some }),
  };
}

function locate(
  name: string,
  { dataType, columns, rowBytes }: PartShape,
  { offset, rows }: { readonly offset: number; readonly rows: number },
): Tensor {
  return {
    name,
    dims: [rows, columns],
    dataType,
    data: { kind: 'external', location: PACKED_FILE, offset, sizeBytes: rows * rowBytes },
    rest: [],
  };
}
