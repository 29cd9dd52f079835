import { InvalidArgumentError } from 'commander';

/** A size in bytes, or as a share of the model's file. */
export type Size = { readonly bytes: number; readonly share: null } | { readonly bytes: null; readonly share: number };

const UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 } as const;

/** `80MB`, `1.5 GB`, `900MiB`, `80%` or `80 %`. @throws InvalidArgumentError */
export function parseSize(text: string): Size {
  const [, number = '', sign = ''] = /^\s*([\d.]+)\s*(%|[KMG]?i?B)\s*$/i.exec(text) ?? [];
  const value = Number(number);
  const unit = UNITS[sign.toUpperCase() as keyof typeof UNITS] as number | undefined;
  if (sign === '%' && value > 0 && value <= 100) return { bytes: null, share: value / 100 };
  if (unit !== undefined && value > 0) return { bytes: value * unit, share: null };
  throw new InvalidArgumentError('expected a size such as 80MB or 1.5GB, or a share of the file above 0 and at most 100 %, such as 80%.');
}
