"""Managers that have no way to ask without saying where."""

from typing import Any, Generic, TypeVar

from django.db import models

from linli.areas.scopes import Scope

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """A query on people began without an area."""


class AreaManager(models.Manager[M], Generic[M]):
    """`Household.objects.within(scope)` is the only way in; `.everywhere` is for migrations and jobs."""

    def within(self, scope: "Scope | str") -> models.QuerySet[M]:
        where = scope if isinstance(scope, Scope) else Scope((scope,))
        return super().get_queryset().filter(where.q())

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(f"{self.model.__name__}.objects begins with .within(scope); a job uses .everywhere.")

    def create(self, **kwargs: Any) -> M:
        return super().get_queryset().create(**kwargs)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        return super().get_queryset().bulk_create(objs, *args, **kwargs)
