import {
  flexRender,
  getCoreRowModel,
  useReactTable,
  type ColumnDef,
  type RowData,
} from '@tanstack/react-table';
import classes from './DataTable.module.css';

declare module '@tanstack/react-table' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the names are those of the library
  interface ColumnMeta<TData extends RowData, TValue> {
    align?: 'right';
    mono?: boolean;
    /** Left out where the page is narrow. */
    wide?: boolean;
  }
}

interface Props<T> {
  label: string;
  rows: T[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- columns differ in the type of their value
  columns: ColumnDef<T, any>[];
  keyOf: (row: T) => string;
}

/** A plain list of everything there is. */
export function DataTable<T>({ label, rows, columns, keyOf }: Props<T>) {
  // eslint-disable-next-line react-hooks/incompatible-library -- the table's functions are called in this render only
  const table = useReactTable({ data: rows, columns, getRowId: keyOf, getCoreRowModel: getCoreRowModel() });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <div className={classes.scroller} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {table.getFlatHeaders().map((header) => (
              <th
                key={header.id}
                scope="col"
                data-align={header.column.columnDef.meta?.align}
                data-wide={header.column.columnDef.meta?.wide || undefined}
              >
                {flexRender(header.column.columnDef.header, header.getContext())}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td
                  key={cell.id}
                  data-align={cell.column.columnDef.meta?.align}
                  data-mono={cell.column.columnDef.meta?.mono || undefined}
                  data-wide={cell.column.columnDef.meta?.wide || undefined}
                >
                  {flexRender(cell.column.columnDef.cell, cell.getContext())}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
