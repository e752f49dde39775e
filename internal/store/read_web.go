package store

import (
	"context"
	"time"

	"cipherdesk/internal/news"
)

func (r *Reader) EditionRows(ctx context.Context, from, to time.Time) ([]news.Row, error) {
	return nil, errSkeleton
}
func (r *Reader) ChangedRows(ctx context.Context, from, to time.Time, limit int) ([]news.Row, error) {
	return nil, errSkeleton
}
func (r *Reader) EventsOf(ctx context.Context, ids []news.EventID) ([]news.EventRow, error) {
	return nil, errSkeleton
}
func (r *Reader) PiecesOf(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]news.Piece, error) {
	return nil, errSkeleton
}
func (r *Reader) NewestStories(ctx context.Context) (live, published time.Time, err error) {
	return live, published, errSkeleton
}

type StoryCount struct{ Stories, Outlets int }

func (r *Reader) CountStories(ctx context.Context, bounds []time.Time) ([]StoryCount, error) {
	return nil, errSkeleton
}
func (r *Reader) UndatedRows(ctx context.Context, limit int) ([]news.Row, int, error) {
	return nil, 0, errSkeleton
}

type FigureQuery struct {
	news.Query
	Value *float64
}
type FigureRow struct {
	news.Row
	N      int
	Figure news.Figure
}

func (r *Reader) Figures(ctx context.Context, q FigureQuery) ([]FigureRow, string, error) {
	return nil, "", errSkeleton
}
