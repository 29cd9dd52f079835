/** The float32 value of every IEEE 754 half-precision number, indexed by its bits: a table lookup instead of a conversion per weight. */
export const HALF_TO_FLOAT: Float32Array = makeTable();

function makeTable(): Float32Array {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    table[bits] = bits >= 0x8000 ? -magnitude : magnitude;
  }
  return table;
}
