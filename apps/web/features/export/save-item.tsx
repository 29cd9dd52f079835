import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';

export interface SaveItemProps {
  readonly label: string;
  /** The kind of file. */
  readonly aside: string;
  readonly onSave: () => void;
}

/** An entry of an export menu that saves a file. */
export function SaveItem({ label, aside, onSave }: SaveItemProps): ReactNode {
  return (
    <button type="button" className={menu.item} onClick={onSave}>
      <Icon name="download" />
      {label}
      <span className={menu.aside}>{aside}</span>
    </button>
  );
}

/** Offers a file to the reader's browser. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** `Layers of smollm2-135m` → `layers-of-smollm2-135m`. */
export function toFileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, MAX_NAME);
}

/** Longer names are hard to read in a list of files. */
const MAX_NAME = 80;
