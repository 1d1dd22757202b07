/** A line, and beside it the siding. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#136373" />
      <path d="M5 21h22" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M8 21c5 0 5-10 10-10h7" stroke="#f0a04b" strokeWidth="3" strokeLinecap="round" fill="none" />
    </svg>
  );
}
