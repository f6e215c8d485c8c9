// Arrow keys walk the tile map; Enter opens the tile, because it is a link.
export default function tileArrows(board) {
  board.addEventListener('keydown', (event) => {
    const tile = event.target.closest?.('a.ll-tile');
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    const tiles = [...board.querySelectorAll('a.ll-tile')];
    const at = tiles.indexOf(tile);
    const next = { ArrowRight: tiles[at + 1], ArrowLeft: tiles[at - 1], ArrowDown: nearest(tile, tiles, 1), ArrowUp: nearest(tile, tiles, -1), Home: tiles[0], End: tiles.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function nearest(tile, tiles, way) {
  const here = tile.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let best = null;
  for (const other of tiles) {
    const there = other.getBoundingClientRect();
    const down = (there.top - here.top) * way;
    if (down < 4) continue;
    const distance = [down, Math.abs(there.left + there.width / 2 - middle)];
    if (!best || distance[0] < best.distance[0] - 4 || (Math.abs(distance[0] - best.distance[0]) <= 4 && distance[1] < best.distance[1])) best = { other, distance };
  }
  return best?.other;
}
