const units = [
  { unit: 'day', millis: 86_400_000 },
  { unit: 'hour', millis: 3_600_000 },
  { unit: 'minute', millis: 60_000 },
  { unit: 'second', millis: 1000 },
] as const;

/** The time between in its largest unit, such as '5m'; a clock that differs a little gives zero and not a negative time. */
export function agoOf(then: number, now: number, language: string): string {
  const passed = Math.max(0, now - then);
  const { unit, millis } = units.find((each) => passed >= each.millis) ?? units[3];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(
    Math.floor(passed / millis),
  );
}
