import type { ReactNode } from 'react';
import type { ArtefactFactsFragment } from '../../generated/graphql.ts';
import { formatBytes } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';

/** Links to the files of a pruned model that a worker wrote. */
export function ArtefactLinks({ artefact: { bytes, files } }: { readonly artefact: ArtefactFactsFragment }): ReactNode {
  if (bytes === null) return null;
  return (
    <>
      <p className={menu.heading}>Pruned model, {formatBytes(bytes)}</p>
      {files.map(({ path, bytes: size, download }) => (
        <a key={path} className={menu.item} href={`/api${download}`} download>
          <Icon name="download" />
          {path}
          <span className={menu.aside}>{formatBytes(size)}</span>
        </a>
      ))}
    </>
  );
}
