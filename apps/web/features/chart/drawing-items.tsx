'use client';

import type { ReactNode, RefObject } from 'react';
import { SaveItem, saveFile } from '../export/save-item.tsx';
import type { LegendEntry } from './legend-key.tsx';

export interface DrawingItemsProps {
  /** Name of files, without ending. */
  readonly name: string;
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly canvas: RefObject<HTMLDivElement | null>;
}

/** The drawing as SVG and PNG, with its title and legend. */
export function DrawingItems({ name, title, legend, canvas }: DrawingItemsProps): ReactNode {
  const compose = async () => {
    const drawing = canvas.current?.querySelector(':scope > svg');
    const { composeSvg } = await import('./compose-svg.ts');
    return drawing instanceof SVGSVGElement ? composeSvg(drawing, { title, legend }) : null;
  };
  const saveSvg = async () => {
    const picture = await compose();
    if (picture) saveFile(`${name}.svg`, new Blob([picture.text], { type: 'image/svg+xml' }));
  };
  const savePng = async () => {
    const [picture, { toPng }] = await Promise.all([compose(), import('./to-png.ts')]);
    if (picture) saveFile(`${name}.png`, await toPng(picture));
  };
  return (
    <>
      <SaveItem label="SVG" aside="drawing" onSave={saveSvg} />
      <SaveItem label="PNG" aside="drawing, 2×" onSave={savePng} />
    </>
  );
}
