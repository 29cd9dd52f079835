/** How weights are rounded: `blockSize` weights of one output share a scale. */
export interface BlockwiseOptions {
  readonly bits: 4 | 8;
  /** A power of two, at least 16. */
  readonly blockSize: number;
  /** If true, the middle code means 0. Otherwise each block stores the code that means 0. */
  readonly symmetric: boolean;
}

/** The matrix W of a product x·W. It has `inputs` rows and `outputs` columns, stored row by row, or column by column if `isTransposed`. */
export interface MatrixShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly isTransposed: boolean;
}

/** Weights as com.microsoft.MatMulNBits reads them; B = ⌈inputs / blockSize⌉ blocks. */
export interface BlockwiseWeights {
  /** uint8[outputs, B, blockSize · bits / 8]; of two 4-bit codes in one byte, the first is the lower half */
  readonly codes: Uint8Array;
  /** float32[outputs, B]; weight = (code − zero point) · scale */
  readonly scales: Float32Array;
  /** uint8[outputs, ⌈B · bits / 8⌉], packed as codes are; null where symmetric */
  readonly zeroPoints: Uint8Array | null;
}

/**
 * Rounds a weight matrix to nearest, block by block along its inputs. It gives the same codes as ONNX Runtime's quantizer
 * (MlasQuantizeBlockwise of onnxruntime 1.30, in float32 steps). In a symmetric block, the value of largest size gets code 0, so scales may be
 * negative. Any other block spans from its lowest to its highest value, 0 included.
 *
 * @param values float32[inputs · outputs]
 */
export function quantizeBlockwise(values: Float32Array, shape: MatrixShape, options: BlockwiseOptions): BlockwiseWeights {
  const { inputs, outputs, isTransposed } = shape;
  const { bits, blockSize, symmetric } = options;
  const blocks = Math.ceil(inputs / blockSize);
  const perByte = 8 / bits;
  const bytesPerBlock = blockSize / perByte;
  const zeroBytes = Math.ceil(blocks / perByte);
  const codes = new Uint8Array(outputs * blocks * bytesPerBlock);
  const scales = new Float32Array(outputs * blocks);
  const middle = 1 << (bits - 1);
  const zeroPoints = symmetric ? null : new Uint8Array(outputs * zeroBytes).fill(bits === 4 ? (middle << 4) | middle : middle);
  const block = new Float32Array(blockSize);
  for (let output = 0; output < outputs; output += 1) {
    for (let place = 0; place < blocks; place += 1) {
      const first = place * blockSize;
      const count = Math.min(blockSize, inputs - first);
      for (let k = 0; k < count; k += 1)
        block[k] = values[isTransposed ? output * inputs + first + k : (first + k) * outputs + output] as number;
      const { scale, zero } = symmetric ? rangeAroundZero(block, count, bits) : rangeOf(block, count, bits);
      scales[output * blocks + place] = scale;
      if (zeroPoints) packCode(zeroPoints, output * zeroBytes, place, { code: zero, bits });
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      const start = (output * blocks + place) * bytesPerBlock;
      for (let k = 0; k < count; k += 1) {
        const code = Math.round(Math.fround(Math.fround((block[k] as number) * inverse) + zero));
        packCode(codes, start, k, { code: Math.min(2 * middle - 1, Math.max(0, code)), bits });
      }
    }
  }
  return { codes, scales, zeroPoints };
}

interface BlockRange {
  readonly scale: number;
  readonly zero: number;
}

function rangeAroundZero(block: Float32Array, count: number, bits: number): BlockRange {
  const { low, high } = extremesOf(block, count);
  const middle = 1 << (bits - 1);
  return { scale: Math.fround((high > -low ? high : low) / -middle), zero: middle };
}

function rangeOf(block: Float32Array, count: number, bits: number): BlockRange {
  const { low, high } = extremesOf(block, count);
  const maximum = (1 << bits) - 1;
  const scale = Math.fround(Math.fround(high - low) / maximum);
  const zero = scale === 0 ? 0 : Math.round(Math.fround(-low / scale));
  return { scale, zero: Math.min(maximum, zero) };
}

/** The lowest and the highest value, with 0 counted among the values. */
function extremesOf(block: Float32Array, count: number): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (let k = 0; k < count; k += 1) {
    const value = block[k] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function packCode(bytes: Uint8Array, start: number, place: number, { code, bits }: { readonly code: number; readonly bits: 4 | 8 }): void {
  if (bits === 8) {
    bytes[start + place] = code;
    return;
  }
  const at = start + (place >> 1);
  const before = bytes[at] as number;
  bytes[at] = place % 2 === 0 ? (before & 0xf0) | code : (before & 0x0f) | (code << 4);
}
