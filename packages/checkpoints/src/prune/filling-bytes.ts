import { assertNever } from '@lamina/errors';
import type { StoredType } from '../checkpoint.ts';
import type { SilencedWeight } from './silenced-weights.ts';

/** −1 in each number type of norms, little-endian. */
const MINUS_ONE: ReadonlyMap<StoredType, readonly number[]> = new Map<StoredType, readonly number[]>([
  ['F64', [0, 0, 0, 0, 0, 0, 0xf0, 0xbf]],
  ['F32', [0, 0, 0x80, 0xbf]],
  ['F16', [0, 0xbc]],
  ['BF16', [0x80, 0xbf]],
]);

/** The byte pattern that fills a tensor of a type. Zero bytes mean 0 in every type, including the quantized ones. */
export function getFillingBytes(filling: SilencedWeight['filling'], type: StoredType): Uint8Array {
  switch (filling) {
    case 'zeros':
      return new Uint8Array(1);
    case 'minus-one': {
      const bytes = MINUS_ONE.get(type);
      if (!bytes) throw new Error(`${type} is no type of norms`);
      return Uint8Array.from(bytes);
    }
    default:
      return assertNever(filling);
  }
}
