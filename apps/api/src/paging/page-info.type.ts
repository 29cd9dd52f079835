import { field, nullable, outputType } from './field.ts';

@outputType('Position of a page in its list.')
export class PageInfo {
  @field(Boolean, 'Whether rows follow this page.') readonly hasNextPage!: boolean;
  @field(Boolean, 'Whether rows come before this page: true whenever `after` was given.') readonly hasPreviousPage!: boolean;
  @nullable(String, 'Cursor of the first row; null on an empty page.') readonly startCursor!: string | null;
  @nullable(String, 'Cursor of the last row. Pass it as `after` to get the next page.') readonly endCursor!: string | null;
}
