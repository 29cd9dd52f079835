'use client';

import { type ReactNode, useMemo } from 'react';
import type { ReleaseFileRowFragment } from '../../generated/graphql.ts';
import { useApiUrl } from '../api/api-url.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatBytes } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';

export interface ReleaseFilesProps {
  readonly version: string;
  readonly files: readonly ReleaseFileRowFragment[];
  readonly query: QuerySource;
}

const getRowId = ({ name }: ReleaseFileRowFragment) => name;

/** The files of a release, as links to the API. */
export function ReleaseFiles({ version, files, query }: ReleaseFilesProps): ReactNode {
  const apiUrl = useApiUrl();
  const columns = useMemo(() => [toNameColumn(apiUrl), ...COLUMNS], [apiUrl]);
  return (
    <DataTable
      title={`Files of release ${version}`}
      name="file"
      rows={files}
      columns={columns}
      getRowId={getRowId}
      rowHeader="name"
      query={query}
      empty={<p>The release holds no file.</p>}
    />
  );
}

function toNameColumn(apiUrl: string): Column<ReleaseFileRowFragment> {
  return {
    id: 'name',
    title: 'File',
    width: 260,
    value: ({ name }) => name,
    render: ({ name, path }) => <a href={new URL(path, apiUrl).href}>{name}</a>,
  };
}

const COLUMNS: readonly Column<ReleaseFileRowFragment>[] = [
  { id: 'table', title: 'Table', width: 150, value: ({ table }) => table ?? 'whole release' },
  { id: 'format', title: 'Format', width: 100, value: ({ format }) => format.toLowerCase() },
  toNumberColumn(
    { id: 'rows', title: 'Rows', width: 100 },
    ({ rowCount }) => rowCount ?? null,
    (value) => numbers.integer(value),
  ),
  toNumberColumn({ id: 'bytes', title: 'Size', width: 100 }, ({ bytes }) => bytes, formatBytes),
  { id: 'sha256', title: 'SHA-256', width: 520, value: ({ sha256 }) => sha256, render: ({ sha256 }) => <code>{sha256}</code> },
];
