/** Which part of a drawing is seen: screen = drawing × scale + (x, y). Pure. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

const least = 0.05;
const most = 4;
const clamp = (scale: number): number => Math.min(most, Math.max(least, scale));

/** All of the drawing, centred; small drawings are not blown up. */
export function fitWhole(drawing: Size, screen: Size, margin = 8): Viewport {
  if (drawing.width === 0 || drawing.height === 0) return { x: 0, y: 0, scale: 1 };
  const scale = clamp(
    Math.min(1, (screen.width - 2 * margin) / drawing.width, (screen.height - 2 * margin) / drawing.height),
  );
  return { scale, x: (screen.width - drawing.width * scale) / 2, y: (screen.height - drawing.height * scale) / 2 };
}

/**
 * As `fitWhole`, but never so small that text can't be read: a tall network starts at its top, with its width in sight.
 */
export function fitReadable(drawing: Size, screen: Size, readable = 0.6): Viewport {
  const whole = fitWhole(drawing, screen);
  if (whole.scale >= readable) return whole;
  const margin = 8;
  const scale = clamp(Math.max(whole.scale, Math.min(1, readable, (screen.width - 2 * margin) / drawing.width)));
  return { scale, x: (screen.width - drawing.width * scale) / 2, y: margin };
}

/** Zooms by a factor so that the point of the screen stays over the same point of the drawing. */
export function zoom(view: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const scale = clamp(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

export const pan = (view: Viewport, dx: number, dy: number): Viewport => ({ ...view, x: view.x + dx, y: view.y + dy });

/** The least move that brings the target into sight, with some air around it. */
export function bringIntoView(view: Viewport, target: Rectangle, screen: Size, air = 24): Viewport {
  const shift = (start: number, length: number, available: number): number => {
    const room = Math.min(air, Math.max(0, (available - length) / 2));
    if (start < room) return room - start;
    if (start + length > available - room) {
      // what is larger than the screen shows its beginning
      return length > available ? room - start : available - room - (start + length);
    }
    return 0;
  };
  return pan(
    view,
    shift(target.x * view.scale + view.x, target.width * view.scale, screen.width),
    shift(target.y * view.scale + view.y, target.height * view.scale, screen.height),
  );
}
