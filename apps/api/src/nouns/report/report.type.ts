import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { InputType, Int, ObjectType } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, inputType, nullable, outputType } from '../../paging/field.ts';

/** What a chart of a report has both when it is sent and when it is read. */
@ObjectType()
@InputType()
abstract class ReportChartFacts {
  @field(String, 'Title, 1 to 200 characters.') readonly title!: string;
  @field(String, 'What it shows, up to 2000 characters.') readonly caption!: string;
  @field(String, 'Its picture: SVG, up to 400000 characters. Show it only as an image, because scripts in it must not run.')
  readonly picture!: string;
  @field(String, 'Path of the page where it was taken, such as /models/name.') readonly path!: string;
  @field(GraphQLDateTimeISO, 'When it was taken.') readonly takenAt!: Date;
  @nullable(String, 'The GraphQL operation that its numbers came from, up to 20000 characters; null = not known.')
  readonly query?: string | null;
}

@outputType("A column of a chart's numbers.")
export class ReportColumn {
  @field(String, 'Name in files.') readonly id!: string;
  @field(String, 'Title.') readonly title!: string;
  @field(Boolean, 'Whether it holds numbers.') readonly numeric!: boolean;
}

@outputType('A chart as it was seen when it was taken. Later measurements do not change it.')
export class ReportChart extends ReportChartFacts {
  @field([ReportColumn], 'The columns of its numbers.') readonly columns!: readonly ReportColumn[];
  @field(GraphQLJSON, 'The rows of its numbers: lists with a text, a number or null for each column.') readonly rows!: unknown;
  @nullable(GraphQLJSON, 'Variables of the operation.') readonly variables!: unknown;
}

@outputType('A part of a report: a text or a chart.')
export class ReportBlock {
  @nullable(String, 'The text, in Markdown; null for a chart.') readonly markdown!: string | null;
  @nullable(ReportChart, 'The chart; null for a text.') readonly chart!: ReportChart | null;
}

@nodeType('A saved page of chosen charts and texts. It never changes.')
export class Report extends Node {
  @field(String, 'Short name for its URL, computed from its content.') readonly slug!: string;
  @field(String, 'Title.') readonly title!: string;
  @field(Int, 'Number of its charts.') readonly chartCount!: number;
  @field(GraphQLDateTimeISO, 'When it was saved.') readonly createdAt!: Date;
}

@inputType('A chart to save. Numbers and variables are JSON texts, because the values in the variables of one request are limited.')
export class ReportChartInput extends ReportChartFacts {
  @field(
    String,
    'Its numbers as JSON: {"columns": [{"id", "title", "numeric"}], "rows": [[…]]}, up to 30 columns and 2000 rows. A cell is a text, a number or null.',
  )
  readonly table!: string;
  @nullable(String, 'Variables of the operation: a JSON object.') readonly variables?: string | null;
}

@inputType('A part of a report: either markdown or a chart.')
export class ReportBlockInput {
  @nullable(String, 'A text in Markdown, 1 to 20000 characters. HTML in it is shown as text.') readonly markdown?: string | null;
  @nullable(ReportChartInput, 'A chart.') readonly chart?: ReportChartInput | null;
}

@inputType('A report to save, up to 4000000 bytes.')
export class SaveReportInput {
  @field(String, 'Title for people, 1 to 200 characters.') readonly title!: string;
  @field([ReportBlockInput], 'Its 1 to 40 texts and charts, in order.') readonly blocks!: readonly ReportBlockInput[];
}
