"""GNU Health on Tryton: our side in `plugin`, Tryton's side in `trytond_module`; neither needs the other to be installed."""
