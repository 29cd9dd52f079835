import type {
  FindingAxis as Axis,
  FindingChart as Chart,
  FindingPoint as ChartPoint,
  Finding as DomainFinding,
  RemovalCost as DomainRemovalCost,
  CostLine as Line,
  CostPoint as Point,
  FindingTable as Table,
} from '@lamina/benchmarks';
import { GraphQLJSON } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/removal.ts';

@outputType('Perplexity without some units ÷ that of the whole model, on one text.')
export class CostPoint implements Point {
  /** Key of the pruning. */
  readonly key!: string | null;

  @field(Int, 'Number of removed units.') readonly removed!: number;
  @field(Float, "Removed parameters ÷ the whole model's.") readonly removedParameterRatio!: number;
  @field(Float, 'The factor; of several random draws their geometric mean.') readonly factor!: number;
  @nullable(Float, 'Lower end of its 95 % interval, computed on the logarithm; of random draws the lowest. Null with one window.')
  readonly low!: number | null;
  @nullable(Float, 'Upper end; of random draws the highest.') readonly high!: number | null;
  @field(Int, 'Number of prunings behind it.') readonly draws!: number;
}

@outputType('One way to choose units, at several numbers of removed units.')
export class CostLine implements Line {
  @field(String, 'Name of the strategy, as on the command line.') readonly strategy!: string;
  @field(String, 'The strategy in words.') readonly name!: string;
  @field([CostPoint], 'Sorted by the number of removed units.') readonly points!: readonly CostPoint[];
}

@outputType('The loss of removing units of one kind on one text, as text-loss@1: by influence, by the best other strategy, and at random.')
export class RemovalCost implements DomainRemovalCost {
  @field([UnitKind], 'Kinds of units.') readonly units!: readonly UnitKind[];
  @field(String, 'Short name of the text.') readonly text!: string;
  @field(String, 'Author, site or corpus of the text.') readonly source!: string;
  @nullable(CostLine, 'Units that block influence chose; null if no such choice was measured that the text judges.')
  readonly influence!: CostLine | null;
  @nullable(CostLine, 'Units that another strategy chose, the cheapest at the largest number of units.') readonly best!: CostLine | null;
  @nullable(CostLine, 'Random draws of inner units.') readonly random!: CostLine | null;
  @field(String, 'One sentence on what the lines show.') readonly sentence!: string;
}

@outputType('An axis of a chart.')
export class FindingAxis implements Axis {
  @field(String, 'The quantity that it shows.') readonly title!: string;
  @field(Boolean, 'Whether it is logarithmic.') readonly isLogarithmic!: boolean;
  @field(Boolean, 'Whether all its values are whole numbers.') readonly isWhole!: boolean;
}

@outputType('A point of a chart.')
export class FindingPoint implements ChartPoint {
  @field(Float, 'Its place.') readonly x!: number;
  @field(Float, 'Its value.') readonly y!: number;
  @nullable(Float, 'Lower end of its interval, or of its range; above 0 on a logarithmic axis.') readonly low!: number | null;
  @nullable(Float, 'Upper end.') readonly high!: number | null;
}

@outputType('A line of a chart, or a set of points.')
export class FindingSeries {
  @field(String, 'Its name in the legend.') readonly name!: string;
  @field([FindingPoint], 'Its points.') readonly points!: readonly FindingPoint[];
}

@outputType('The one chart of a finding.')
export class FindingChart implements Chart {
  @field(FindingAxis, 'The horizontal axis.') readonly x!: FindingAxis;
  @field(FindingAxis, 'The vertical axis.') readonly y!: FindingAxis;
  @field(Boolean, 'Whether the points of a series are joined by a line.') readonly isJoined!: boolean;
  @field([FindingSeries], 'The lines or points of the chart.') readonly series!: readonly FindingSeries[];
}

@outputType('The numbers behind a finding.')
export class FindingTable implements Table {
  @field([String], 'Names of the columns.') readonly columns!: readonly string[];
  @field(GraphQLJSON, 'Rows of texts and numbers, one entry per column; null where nothing was measured.')
  readonly rows!: DomainFinding['table']['rows'];
}

@outputType('One question about one model, answered from its measurements by one rule, wherever it is shown.')
export class Finding implements DomainFinding {
  /** Key of the model. */
  readonly modelKey!: string;

  @field(String, "Short name: 'kinds', 'units', 'random', 'search', 'repair', 'texts', 'words' or 'bits'.")
  readonly id!: DomainFinding['id'];
  @field(String, 'The question.') readonly question!: string;
  @field(String, 'The answer: one sentence with its numbers, which names model, text and count.') readonly sentence!: string;
  @field(String, 'The limits of these numbers.') readonly caveat!: string;
  @nullable(String, 'Short name of the text of the numbers; null = several.') readonly text!: string | null;
  @field(Int, 'Number of measured changes, or losses, behind it.') readonly count!: number;
  @field(FindingChart, 'Its chart.') readonly chart!: FindingChart;
  @field(FindingTable, 'The numbers behind it.') readonly table!: FindingTable;
}
